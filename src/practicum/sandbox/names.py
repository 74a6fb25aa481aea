"""Names people might have, by the language of the family. Invented combinations; nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heritage:
    """A pool of names: family names, given names of women and men, the language spoken at home.

    share: how many in a thousand households have it.
    """

    language: str
    share: int
    family: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    two_families: bool = False


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


ENGLISH = Heritage(
    "en",
    560,
    _words(
        "Abbott Adler Ainsworth Alderman Ames Archer Atwood Barlow Beckett Bellamy Birch Blackwood Bowers Bradshaw "
        "Brennan Briggs Brook Calloway Carver Chase Clayton Colby Cooper Corbin Crane Dalton Dawson Delaney Drake "
        "Dunn Easton Ellery Emerson Fairchild Fenton Finch Fisher Fleming Ford Frost Gale Garner Gibbs Graves Greer "
        "Hale Hartley Hawkins Hayes Holden Holloway Hooper Hughes Ingram Jarvis Keating Kendall Kirby Lambert Lane "
        "Langley Larkin Lowell MacLeod Marsh McBride McKenna Mercer Merrill Moss Nash Nolan O'Brien O'Neill Osborne "
        "Parrish Pierce Porter Quinn Ramsey Reed Rhodes Sawyer Shaw Sheridan Sloan Stanton Sutton Tate Thatcher "
        "Thornton Underwood Vaughn Wade Walker-Hill Webb Weston Whitaker Wilder Winslow Wyatt Yates Young-Price"
    ),
    _words(
        "Abigail Ada Alice Amelia Audrey Beatrice Bethany Caroline Charlotte Clara Cora Daphne Dorothy Edith Eleanor "
        "Eliza Emily Esther Evelyn Faith Florence Frances Georgia Grace Hannah Harriet Hazel Helen Iris Ivy Jane "
        "Josephine Judith June Katherine Laura Lillian Louise Lucy Mabel Margaret Martha Mary_Ann Maude Nora Olive "
        "Pearl Phoebe Ruth Sarah Stella Susan Sylvia Theresa Vera Violet Willa"
    ),
    _words(
        "Aaron Abel Adam Albert Alden Amos Andrew Asa Barnaby Benjamin Calvin Carl Charles Clifford Clyde Daniel "
        "David Dean Edgar Edward Eli Elliot Ernest Ezra Felix Francis Frank Frederick George Gilbert Harold Harvey "
        "Henry Hugh Isaac Jack James Jasper Joel John Jonah Joseph Julian Lawrence Leo Lewis Martin Matthew Miles "
        "Nathan Noah Oliver Oscar Owen Paul Peter Philip Ralph Robert Samuel Silas Simon Theodore Thomas Walter"
    ),
)
SPANISH = Heritage(
    "es",
    190,
    _words(
        "Acosta Aguilar Alarcón Benítez Bravo Cabrera Calderón Cárdenas Castañeda Cisneros Correa De_la_Cruz "
        "Delgado Domínguez Escobar Espinoza Figueroa Fuentes Gallegos Guzmán Herrera Ibáñez Jiménez Lozano Luján "
        "Medina Mejía Montoya Muñoz Navarro Núñez Ocampo Ortega Pacheco Peña Quintero Ramírez Ríos Rojas Salazar "
        "Santana Solís Tapia Trujillo Urbina Valdez Vargas Zamora Zúñiga"
    ),
    _words(
        "Adriana Alejandra Ana_María Beatriz Camila Carmen Catalina Daniela Elena Esperanza Fernanda Gabriela "
        "Guadalupe Inés Isabel Josefina Lourdes Lucía Luz Marisol Mercedes Mónica Paloma Pilar Raquel Rocío Rosa "
        "Sofía Soledad Teresa Valentina Verónica Ximena Yolanda"
    ),
    _words(
        "Alejandro Alonso Andrés Ángel Arturo César Cristóbal Diego Eduardo Emilio Enrique Esteban Felipe Fernando "
        "Gerardo Héctor Ignacio Iván Javier Joaquín Jorge José_Luis Julio Leonardo Manuel Marco_Antonio Mateo Miguel "
        "Óscar Pablo Rafael Ramón Raúl Rodrigo Salvador Santiago Sergio Tomás Vicente"
    ),
    two_families=True,
)
CHINESE = Heritage(
    "zh",
    45,
    _words("Chen Cheng Deng Fang Feng Gao Guo Han He Hu Huang Jiang Li Liang Lin Liu Luo Ma Pan Peng Qian Shen Song "
           "Sun Tan Tang Wang Wei Wu Xiao Xie Xu Yan Yang Yao Ye Yu Yuan Zhang Zhao Zheng Zhou Zhu"),
    _words("Fang Hui Jia Jing Juan Lan Lihua Lijuan Mei Meiling Min Na Ning Qing Rong Shu Ting Wen Xia Xiaoyan Xiu "
           "Yan Yanli Ying Yu Yue Yun Zhen"),
    _words("Bin Bo Chao Cheng Feng Gang Guang Hai Hao Hong Jian Jianguo Jie Jun Kai Lei Liang Long Ming Peng Qiang "
           "Tao Wei Weimin Xin Yong Zhi Zhiyuan"),
)  # fmt: skip
VIETNAMESE = Heritage(
    "vi",
    30,
    _words("Bùi Cao Đặng Đinh Đỗ Dương Hoàng Huỳnh Lâm Lê Lương Lý Mai Ngô Nguyễn Phạm Phan Phùng Tạ Trần Trịnh "
           "Trương Võ Vũ"),
    _words("Ánh Bích Cúc Diễm Dung Hạnh Hiền Hoa Hồng Hương Kim Lan Liên Linh Loan Mai Minh Ngọc Nhung Phương Thảo "
           "Thu Thủy Trang Tuyết Vân Xuân Yến"),
    _words("An Bảo Bình Cường Đức Dũng Duy Hải Hiếu Hòa Hùng Khoa Kiên Long Minh Nam Phong Phúc Quang Sơn Tài Thành "
           "Thắng Tiến Trung Tuấn Việt Vinh"),
)  # fmt: skip
KOREAN = Heritage(
    "ko",
    20,
    _words("Ahn Bae Baek Cho Choi Chung Han Hong Hwang Jang Jeon Jeong Kang Kim Kwon Lee Lim Moon Nam Oh Park Seo "
           "Shin Song Yang Yoo Yoon"),
    _words("Eun-ji Eun-young Hae-won Hana Hye-jin Hyun-joo Ji-hye Ji-woo Ji-young Mi-kyung Min-ji Seo-yeon So-young "
           "Soo-jin Sun-hee Ye-jin Yoo-jin Young-hee"),
    _words("Chang-min Dong-hyun Hyun-woo Jae-ho Ji-hoon Jin-woo Joon-ho Kyung-soo Min-ho Min-jun Sang-woo Seung-ho "
           "Sung-min Tae-yang Woo-jin Young-ho"),
)  # fmt: skip
INDIAN = Heritage(
    "hi",
    45,
    _words("Agarwal Bhatt Chandra Chatterjee Das Desai Deshmukh Gupta Iyer Jain Joshi Kapoor Kaur Khanna Kulkarni "
           "Kumar Malhotra Mehta Menon Mishra Nair Pandey Patel Pillai Rao Reddy Shah Sharma Singh Srinivasan Verma"),
    _words("Aarti Aditi Anjali Asha Deepa Divya Gauri Indira Kavita Lakshmi Lata Leela Madhuri Meera Nandini Neha "
           "Nisha Padma Pooja Priya Radha Rekha Shanti Sita Sunita Uma Vidya"),
    _words("Ajay Amit Anand Arjun Ashok Deepak Dinesh Ganesh Girish Harish Karan Kiran Manoj Mohan Nikhil Pradeep "
           "Rahul Raj Rajesh Ravi Rohan Sanjay Sunil Suresh Vijay Vikram"),
)  # fmt: skip
ARABIC = Heritage(
    "ar",
    30,
    _words("Abbas Abdallah Al-Amin Al-Hassan Aziz Bakr Darwish Farah Fayed Ghanem Habib Haddad Hakim Hamdan Ibrahim "
           "Issa Jabbour Kassem Khalil Khoury Mansour Masri Nasser Qasim Rahman Saleh Sayegh Shaheen Tannous Younes"),
    _words("Aisha Amal Amina Dina Fatima Hala Hanan Huda Iman Jamila Khadija Laila Lina Maha Mariam Mona Nadia Noor "
           "Rana Rania Salma Samira Yasmin Zahra Zainab"),
    _words("Adel Ahmad Ali Amir Bassam Faisal Fuad Hamza Hassan Hussein Jamal Karim Khaled Mahmoud Majid Mustafa "
           "Nabil Omar Rami Rashid Said Salim Samir Tariq Walid Yusuf Ziad"),
)  # fmt: skip
POLISH = Heritage(
    "pl",
    25,
    _words("Adamczyk Bąk Cieślak Dąbrowski Gajewski Głowacki Górski Jabłoński Jasiński Kaczmarek Kamiński Kowalczyk "
           "Kozłowski Król Łukaszewski Maj Malinowski Nowicki Pawlak Piątek Rutkowski Sikora Sobczak Szulc Wójcik "
           "Wróbel Zając Zieliński"),
    _words("Agnieszka Aleksandra Barbara Bożena Danuta Dorota Ewa Grażyna Halina Irena Jadwiga Joanna Katarzyna "
           "Krystyna Magdalena Małgorzata Renata Stanisława Teresa Urszula Wanda Zofia"),
    _words("Adam Andrzej Bogdan Czesław Dariusz Grzegorz Jacek Jan Janusz Jerzy Józef Kazimierz Krzysztof Łukasz "
           "Marek Mariusz Paweł Piotr Ryszard Stanisław Tadeusz Tomasz Wojciech Zbigniew"),
)  # fmt: skip
HAITIAN = Heritage(
    "ht",
    20,
    _words("Antoine Baptiste Beauvoir Bélizaire Célestin Charles Délice Désir Dorvil Estimé Fénelon François "
           "Guerrier Jean-Baptiste Jean-Louis Joseph Lafontant Louissaint Mathieu Noël Philogène Pierre-Louis Saintil "
           "Toussaint Valcin"),
    _words("Adeline Aurélie Célie Claudette Darline Esther Fabiola Guerda Islande Josette Lovely Marie-Ange "
           "Marie-Claire Mirlande Nadège Rose-Laure Solange Wideline Yolette"),
    _words("Amos Daniel Emmanuel Évens Fritz Garry Guerson Jean-Claude Jean-Robert Jocelyn Junior Ketler Mackenson "
           "Nixon Pierre Renel Ronald Wilner Wilson Yves"),
)  # fmt: skip
RUSSIAN = Heritage(
    "ru",
    20,
    _words("Abramov Belov Bogdanov Fedorov Gusev Ivanov Kalinin Karpov Kiselev Kozlov Kuznetsov Lebedev Makarov "
           "Morozov Nikitin Novikov Orlov Pavlov Popov Romanov Semenov Smirnov Sokolov Tarasov Volkov Zaitsev"),
    _words("Alla Anastasia Darya Ekaterina Galina Inna Irina Larisa Ludmila Marina Nadezhda Natalia Nina Oksana Olga "
           "Svetlana Tamara Tatiana Valentina Yelena Yulia Zoya"),
    _words("Alexei Anatoly Boris Denis Dmitri Gennady Igor Ilya Kirill Konstantin Leonid Maxim Mikhail Nikolai Oleg "
           "Pavel Roman Sergei Stanislav Timur Viktor Vladimir Yuri"),
)  # fmt: skip
FILIPINO = Heritage(
    "tl",
    15,
    _words("Abad Agbayani Aquino Bautista Bonifacio Cabrera Dalisay Dela_Cruz Dimaculangan Evangelista Galang "
           "Ilagan Lacson Magbanua Manalo Mendoza Ocampo Pangilinan Panganiban Salonga Santos Tolentino Villanueva"),
    _words("Analyn Carmelita Cherry Divina Erlinda Evangeline Florencia Imelda Jasmine Jocelyn Liezel Ligaya Luzviminda "
           "Maricel Marites Nenita Rowena Rosalie Teresita"),
    _words("Alfredo Arnel Bayani Crisanto Danilo Edgardo Efren Ernesto Jericho Jomar Lito Manuel Nestor Noel Reynaldo "
           "Rodel Rommel Virgilio Wilfredo"),
)  # fmt: skip

HERITAGES = (
    ENGLISH, SPANISH, CHINESE, VIETNAMESE, KOREAN, INDIAN, ARABIC, POLISH, HAITIAN, RUSSIAN, FILIPINO,
)  # fmt: skip

STREETS = _words(
    "Alder_Lane Ashgrove_Road Bank_Street Beacon_Avenue Birchwood_Drive Bridge_Street Canal_Street Cedar_Court "
    "Chapel_Hill_Road Cherry_Lane Clover_Circle Copper_Mill_Road Depot_Street Elder_Street Fern_Hollow_Road "
    "Foundry_Street Garden_Street Granite_Avenue Hawthorn_Way Heron_Drive Hillcrest_Avenue Ivy_Lane Juniper_Street "
    "Lantern_Lane Larch_Street Ledge_Road Linden_Avenue Maple_Terrace Meadow_Road Mill_Pond_Road Oak_Ridge_Drive "
    "Orchard_Street Pinecrest_Road Quarry_Road River_Street Rowan_Court Saddle_Hill_Road School_Street "
    "Spring_Street Spruce_Street Station_Road Stone_Bridge_Road Summit_Avenue Tannery_Lane Thistle_Way "
    "Union_Street Valley_Road Walnut_Street Water_Street Willow_Bend"
)
# Towns that do not exist, with ZIP codes of the area they might lie in.
TOWNS = (
    ("Alder Falls", "NY", "12999"), ("Bramley", "NY", "12998"), ("Copper Mills", "NY", "12997"),
    ("East Harrow", "NY", "12996"), ("Fenwick", "NY", "12994"), ("Granite Bay", "NY", "12991"),
    ("Hollis Landing", "NY", "12988"), ("Marlow", "NY", "12984"), ("North Quarry", "NY", "12982"),
    ("Tamarack", "NY", "12980"),
)  # fmt: skip
